"""Spark's hash, to send each part to a task of its own."""

from __future__ import annotations


def numbers_by_task(count: int) -> list[int]:
    """Numbers that Spark sends to different tasks: the first one to task 0, and so on.

    Spark hashes what it partitions by. So hashed, numbers from 0 on would leave some tasks without a part.
    """
    found: dict[int, int] = {}
    number = 0
    while len(found) < count:
        found.setdefault(spark_hash(number) % count, number)
        number += 1
    return [found[task] for task in range(count)]


def spark_hash(number: int) -> int:
    """Spark's hash of an int: Murmur3 with the seed 42."""

    def rotate(value: int, bits: int) -> int:
        return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF

    mixed = rotate(number * 0xCC9E2D51 & 0xFFFFFFFF, 15) * 0x1B873593 & 0xFFFFFFFF
    value = (rotate(42 ^ mixed, 13) * 5 + 0xE6546B64) & 0xFFFFFFFF
    value ^= 4
    value = (value ^ value >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    value = (value ^ value >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    value ^= value >> 16
    return value - (1 << 32) if value >> 31 else value
