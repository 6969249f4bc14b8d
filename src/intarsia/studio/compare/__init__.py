"""The tab that compares models: a table in; a leaderboard, a report and a model out."""
