"""The benchmark behind ``make bench``: the tool held against the barest program that would do the same.

Every time is given as a ratio to a floor measured in the same run on the same
machine, so that two machines can be compared; the goals stand beside it.
"""
