"""The application: command line and Qt windows over `core`."""
