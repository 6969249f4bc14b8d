"""Models behind a service, and exports."""
