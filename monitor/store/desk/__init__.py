"""What the pages of ``browse`` read: typed functions over a connection to ``monitor.db`` that only reads.

No function reads more than about what its page shows: lists are paged by key, counts stop at a bound, and
whatever stops there says so.
"""
