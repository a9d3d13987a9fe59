"""Series in, figures out: Plotly for the screen, one palette for everything."""
