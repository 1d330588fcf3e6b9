"""spec stage of mockgen; see ARCHITECTURE.md."""
