"""Model files in the format that dechaff reads."""

import json

import numpy as np


def write(path, header: dict, sections: list):
    """Writes a line with the format's name, a line of JSON, and the sections."""
    header = dict(header, sections=[[name, len(data)] for name, data in sections])
    with open(path, "wb") as file:
        file.write(b"dechaff model 1\n")
        file.write(json.dumps(header, ensure_ascii=False).encode() + b"\n")
        for _, data in sections:
            file.write(data)


def read(path):
    """The header, and the sections by name."""
    with open(path, "rb") as file:
        if file.readline() != b"dechaff model 1\n":
            raise ValueError(f"{path} is not a model")
        header = json.loads(file.readline())
        return header, {name: file.read(length) for name, length in header["sections"]}


def at_most(threshold: float) -> np.float32:
    """The largest 32-bit number that is not above a 64-bit one. Features have 32 bits, so `feature <= threshold` keeps
    its meaning."""
    rounded = np.float32(threshold)
    return np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > threshold else rounded


def forest(booster, only_trees=None) -> bytes:
    """The trees of a LightGBM booster, as a section of a model file."""
    trees = booster.dump_model()["tree_info"]
    trees = [t for i, t in enumerate(trees) if (only_trees is None or only_trees(i)) and t["num_leaves"] > 1]
    out = [np.uint32(len(trees)).tobytes()]
    for tree in trees:
        nodes, leaves = [], []

        def value(node):
            return node["leaf_value"] if "leaf_value" in node else node["internal_value"]

        # Breadth first, so that a child always has a higher number than its parent.
        queue = [tree["tree_structure"]]
        for node in queue:
            for child in (node["right_child"], node["left_child"]):
                if "leaf_value" not in child:
                    queue.append(child)
        number = {id(node): i for i, node in enumerate(queue)}
        for node in queue:
            assert node["decision_type"] == "<="
            following = []
            for child in (node["right_child"], node["left_child"]):
                if "leaf_value" in child:
                    following.append(~len(leaves))
                    leaves.append(child["leaf_value"])
                else:
                    following.append(number[id(child)])
            nodes.append((node["split_feature"], at_most(node["threshold"]), *following, value(node)))
        kind = np.dtype([("f", "<u2"), ("t", "<f4"), ("no", "<i2"), ("yes", "<i2"), ("mean", "<f4")])
        out.append(np.uint16(len(leaves)).tobytes())
        out.append(np.float32(mean(tree["tree_structure"])).tobytes())
        out.append(np.array(nodes, kind).tobytes())
        out.append(np.array(leaves, "<f4").tobytes())
    return b"".join(out)


def mean(node) -> float:
    """The value of a tree before any split."""
    if "leaf_value" in node:
        return node["leaf_value"]
    return node["internal_value"]
