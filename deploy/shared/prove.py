"""prove.py FOLDER NAME SECONDS: whether Ray's nodes are there, run tasks, and see the same files.

Runs beside Ray's head. Writes a file to FOLDER, which every node must read; prints one JSON object:
{"nodes": [{"id", "address", "isHead", "alive", "cpus", "gpus", "memoryBytes"}],
 "tasks": [{"node", "address", "host", "read", "skewMs", "error"}], "error": null | text}
"""

import json
import os
import socket
import sys
import threading
import time

FOLDER, NAME, SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
PATH = os.path.join(FOLDER, NAME)


def look(path):
    """On a node: what it reads there, and its clock."""
    before = time.time()
    try:
        with open(path, encoding="ascii") as file:
            read = file.read(200)
    except OSError as error:
        read = None
        return {"host": socket.gethostname(), "read": read, "at": before, "error": error.strerror or str(error)}
    return {"host": socket.gethostname(), "read": read, "at": before, "error": None}


def described(node):
    resources = node.get("Resources", {})
    return {
        "id": node["NodeID"],
        "address": node.get("NodeManagerAddress"),
        "isHead": "node:__internal_head__" in resources,
        "alive": bool(node.get("Alive")),
        "cpus": resources.get("CPU", 0),
        "gpus": resources.get("GPU", 0),
        "memoryBytes": int(resources.get("memory", 0)),
    }


def run_tasks(ray, nodes, deadline):
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    task = ray.remote(look)
    asked = {}
    for node in nodes:
        strategy = NodeAffinitySchedulingStrategy(node_id=node["id"], soft=False)
        asked[node["id"]] = (time.time(), task.options(num_cpus=0, max_retries=0, scheduling_strategy=strategy).remote(PATH))
    results = []
    for node in nodes:
        sent, reference = asked[node["id"]]
        row = {"node": node["id"], "address": node["address"], "host": None, "read": False, "skewMs": None, "error": None}
        try:
            answer = ray.get(reference, timeout=max(1.0, deadline - time.time()))
            received = time.time()
            row.update(host=answer["host"], read=answer["read"] == NAME, error=answer["error"])
            # The task began somewhere between; a clock is off only beyond that.
            row["skewMs"] = round(1000 * max(sent - answer["at"], answer["at"] - received, 0.0))
        except Exception as error:  # pylint: disable=broad-except
            row["error"] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
            ray.cancel(reference, force=True)
        results.append(row)
    return results


RESULT = {"nodes": [], "tasks": [], "error": None}
END = threading.Lock()


def end():
    """Says what is known, once. Ray's own threads may hold an interpreter that is about to end."""
    END.acquire()
    try:
        os.remove(PATH)
    except OSError:
        pass
    print(json.dumps(RESULT), flush=True)
    os._exit(0)


def give_up():
    RESULT["error"] = RESULT["error"] or f"Ray has not answered within {SECONDS:.0f} s"
    end()


def main():
    deadline = time.time() + SECONDS
    # A head that is away keeps Ray's client waiting for minutes.
    timer = threading.Timer(SECONDS + 2, give_up)
    timer.daemon = True
    timer.start()
    try:
        import ray

        os.makedirs(FOLDER, exist_ok=True)
        with open(PATH, "w", encoding="ascii") as file:
            file.write(NAME)
            file.flush()
            os.fsync(file.fileno())
        ray.init(address=os.environ.get("ARENA_RAY_GCS", "auto"), logging_level="ERROR", log_to_driver=False)
        RESULT["nodes"] = [described(node) for node in ray.nodes()]
        living = [node for node in RESULT["nodes"] if node["alive"] and not node["isHead"]]
        RESULT["tasks"] = run_tasks(ray, living, deadline)
    except Exception as error:  # pylint: disable=broad-except
        RESULT["error"] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
    end()


main()
