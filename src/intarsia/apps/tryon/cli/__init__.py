"""The fitting room on the command line."""
