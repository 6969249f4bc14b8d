"""Where weights and data sets come from: a local folder, the hub, a file inside a published package."""
