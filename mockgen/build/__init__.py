"""build stage of mockgen; see ARCHITECTURE.md."""
