"""The entry for WSGI servers and for the ``flask`` command."""

from assessment.web import create_app

app = create_app()
