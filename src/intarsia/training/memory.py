"""Memory that is wanted again a moment later is not given back."""

from __future__ import annotations

import torch

LARGEST = 31 * 2**20
"""Bytes: just below the largest block from which glibc learns."""


def keep_freed_blocks() -> None:
    """Make C's allocator hold on to freed blocks of up to 32 MB.

    By default glibc maps and unmaps every block of more than 128 kB, and the kernel clears its pages each time: with
    twenty models side by side that was a third of a step (measured: 8,000 page faults a step, then 17). It raises its
    threshold to the size of a mapped block that is freed ("dynamic mmap threshold" in mallopt(3)), so freeing one block
    is all it takes. Other allocators have no such threshold, and nothing happens.
    """
    block = torch.empty(LARGEST, dtype=torch.uint8)
    del block
