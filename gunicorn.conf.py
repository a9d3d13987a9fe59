"""What gunicorn is told wherever it serves this tool; read by itself when started here."""

# Every worker opens the database for itself, after the fork.
preload_app = False

# A workbook of a whole region takes seconds, not minutes.
timeout = 60

# No socket for remote control in the home folder.
control_socket_disable = True
