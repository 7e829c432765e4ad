"""Trains a network to read handwritten digits with PyTorch's DistributedDataParallel. README.md tells how to run it by hand.

Every process is one rank. Gradients are averaged by the backend at each step, so all ranks hold the same weights; each prints a
checksum of them once an epoch, and the run stops when they differ.
"""

import argparse
import gzip
import hashlib
import json
import os
import signal
import struct
import sys
import time

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

HERE = os.path.dirname(os.path.abspath(__file__))
# Fixed, whatever --seed says: runs with different seeds are judged on the same digits.
SPLIT_SEED = 1989
HELD_OUT_SHARE = 0.15


def read_digits(path):
    """Images (count, 1, side, side) from 0 to 1 and labels, of a file whose layout ../digits/dataset.mjs describes."""
    with gzip.open(path) as file:
        data = file.read()
    if data[:4] != b"TYDG" or struct.unpack_from("<I", data, 4)[0] != 1:
        raise ValueError(f"{path} is not a digits file of version 1")
    count, side = struct.unpack_from("<II", data, 8)
    if len(data) != 16 + count * (1 + side * side):
        raise ValueError(f"{path} is damaged: {len(data)} bytes do not hold {count} digits")
    everything = torch.frombuffer(bytearray(data[16:]), dtype=torch.uint8)
    images = everything[count:].reshape(count, 1, side, side).float() / 255
    return images, everything[:count].long()


def split(count, limit):
    """Indices to train on and held out, the same on every rank and for every run."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(SPLIT_SEED))[:limit]
    held = max(1, round(len(order) * HELD_OUT_SHARE))
    return order[held:], order[:held]


def network(hidden):
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.Conv2d(8, 16, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, hidden),
        nn.ReLU(),
        nn.Linear(hidden, 10),
    )


def checksum(model):
    """Of all weights, to the last bit."""
    digest = hashlib.sha256()
    for tensor in model.state_dict().values():
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:12]


def all_agree(text):
    """Whether every rank has the same text."""
    said = [None] * dist.get_world_size()
    dist.all_gather_object(said, text)
    return len(set(said)) == 1


def save(path, content):
    """Whole or not at all: a run that is killed meanwhile leaves the file before it."""
    draft = f"{path}.{os.getpid()}.tmp"
    torch.save(content, draft)
    os.replace(draft, path)


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch", type=int, default=64, help="digits a step, over all ranks together")
    parser.add_argument("--lr", type=float, default=0.002)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=10_000, help="use fewer digits")
    parser.add_argument("--data", default=os.path.join(HERE, "digits.bin.gz"))
    return parser.parse_args()


def join():
    """Joins the other ranks: by AZ_BATCHAI_PYTORCH_INIT_METHOD where that is set, else by MASTER_ADDR and its companions."""
    backend = os.environ.get("AZ_BATCHAI_PYTORCH_BACKEND", "nccl" if torch.cuda.is_available() else "gloo")
    rank = int(os.environ.get("RANK", "0"))
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if "MASTER_ADDR" not in os.environ:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29500")
    method = os.environ.get("AZ_BATCHAI_PYTORCH_INIT_METHOD", "env://")
    dist.init_process_group(backend, init_method=method, rank=rank, world_size=world)
    print(f"rank {rank} of {world} on {backend} by {method.split(':')[0]}", flush=True)
    return rank, world


def train(args, rank, world):
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    images, labels = read_digits(args.data)
    training, held_out = split(len(labels), args.limit)
    # The same on every rank, so that the first weights are.
    torch.manual_seed(args.seed)
    model = DistributedDataParallel(network(args.hidden).to(device))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    checkpoint = os.path.join(os.environ["TRAINYARD_CHECKPOINTS"], "state.pt") if "TRAINYARD_CHECKPOINTS" in os.environ else None
    first = restore(checkpoint, rank, model, optimizer, device)
    share = max(1, args.batch // world)
    steps = len(training) // (share * world)
    for epoch in range(first, args.epochs + 1):
        order = training[torch.randperm(len(training), generator=torch.Generator().manual_seed(args.seed * 1000 + epoch))]
        began, total = time.monotonic(), 0.0
        for step in range(steps):
            at = (step * world + rank) * share
            chosen = order[at : at + share]
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images[chosen].to(device)), labels[chosen].to(device))
            loss.backward()
            optimizer.step()
            total += loss.item()
        report(args, rank, model, (epoch, steps, total / steps, time.monotonic() - began), images, labels, held_out, device)
        if rank == 0 and checkpoint:
            state = {"epoch": epoch, "model": model.module.state_dict(), "optimizer": optimizer.state_dict()}
            save(checkpoint, state)
    return model.module


def restore(checkpoint, rank, model, optimizer, device):
    """The epoch to begin with. Rank 0 has the checkpoint; the others get its state, so that all begin alike."""
    state = [None]
    if rank == 0 and checkpoint and os.path.exists(checkpoint):
        state = [torch.load(checkpoint, map_location="cpu")]
    dist.broadcast_object_list(state, src=0)
    if state[0] is None:
        return 1
    model.module.load_state_dict(state[0]["model"])
    optimizer.load_state_dict(state[0]["optimizer"])
    if rank == 0:
        print(f"goes on after epoch {state[0]['epoch']}", flush=True)
    return state[0]["epoch"] + 1


def report(args, rank, model, progress, images, labels, held_out, device):
    epoch, steps, loss, seconds = progress
    mean = torch.tensor([loss])
    dist.all_reduce(mean)
    mean /= dist.get_world_size()
    weights = checksum(model.module)
    if rank == 0:
        with torch.no_grad():
            right = (model.module(images[held_out].to(device)).argmax(1).cpu() == labels[held_out]).float().mean().item()
        line = f"epoch {epoch}/{args.epochs} step {epoch * steps}/{args.epochs * steps}"
        print(f"{line} loss={mean.item():.4f} accuracy={right:.4f} seconds={seconds:.2f}", flush=True)
    print(f"rank {rank} epoch {epoch} weights {weights}", flush=True)
    if not all_agree(weights):
        sys.exit(f"error: the ranks' weights differ after epoch {epoch}")


def main():
    args = options()
    # Its last checkpoint is what a stopped run goes on from; 143 says that it was stopped.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    rank, world = join()
    model = train(args, rank, world)
    folder = os.environ.get("AZ_BATCHAI_OUTPUT_MODEL")
    if rank == 0 and folder:
        save(os.path.join(folder, "model.pt"), model.state_dict())
        with open(os.path.join(folder, "model.json"), "w") as file:
            json.dump({"hidden": args.hidden, "epochs": args.epochs, "weights": checksum(model)}, file)
    dist.barrier()
    dist.destroy_process_group()
    print(f"done: rank {rank}", flush=True)


if __name__ == "__main__":
    main()
