"""What is put together, and for whom: an outfit, the rules that it must keep, and the request that it answers."""
