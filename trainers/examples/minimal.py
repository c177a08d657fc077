"""A whole trainer in plain Python: hill climbing on a built-in cart-pole. See docs/trainer-protocol.md."""
import datetime, hashlib, json, math, os, random, signal, uuid

env = os.environ
manifest = json.load(open(env["ARENA_MANIFEST"]))
max_steps = manifest.get("training", {}).get("max_steps", 100_000)
events, seq = open(env["ARENA_EVENTS"], "a", encoding="utf-8"), 0
rng = random.Random(manifest.get("training", {}).get("seed", 42))
state = {"step": 0, "best": None, "weights": [0.0] * 4}
stopping = False

def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

def emit(type, **fields):
    global seq
    seq += 1
    events.write(json.dumps({"v": 1, "seq": seq, "time": now(), "type": type, **fields}) + "\n")
    events.flush()

def write(path, data):
    with open(path, "wb") as file:
        file.write(data), file.flush(), os.fsync(file.fileno())

def save(reason):
    emit("checkpoint_started", step=state["step"], reason=reason)
    data = json.dumps({**state, "rng": rng.getstate()}).encode()
    digest, id, name = hashlib.sha256(data).hexdigest(), str(uuid.uuid4()), f"step-{state['step']}-{reason}"
    facts = {"id": id, "step": state["step"], "training_score": state["best"], "evaluation_score": None, "size_bytes": len(data),
             "sha256": hashlib.sha256(f"{digest}  state.json\n".encode()).hexdigest(), "contents": ["WEIGHTS", "RNG", "COUNTERS"]}
    temporary, final = (os.path.join(env["ARENA_CHECKPOINTS"], prefix + name) for prefix in (".tmp-", ""))
    os.makedirs(temporary)
    write(os.path.join(temporary, "state.json"), data)
    files = [{"name": "state.json", "size_bytes": len(data), "sha256": digest}]
    rest = {"v": 1, "created_at": now(), "algorithm": "HillClimbing", "environment": "CartPole-v1"}
    write(os.path.join(temporary, "manifest.json"), json.dumps({**rest, **facts, "files": files}).encode())
    os.rename(temporary, final)
    emit("checkpoint", path=name, reason=reason, **facts)
    return id

def asked_to_stop():
    return stopping or os.path.exists(env["ARENA_STOP_FILE"])

def play(weights):  # one episode; returns its length, which is its return
    x, v, a, w = (rng.uniform(-0.05, 0.05) for _ in range(4))
    for step in range(1, 501):
        force = 10.0 if weights[0] * x + weights[1] * v + weights[2] * a + weights[3] * w > 0 else -10.0
        pull = (force + 0.05 * w * w * math.sin(a)) / 1.1
        turn = (9.8 * math.sin(a) - math.cos(a) * pull) / (0.5 * (4 / 3 - 0.1 * math.cos(a) ** 2 / 1.1))
        x, v, a, w = x + 0.02 * v, v + 0.02 * (pull - 0.05 * turn * math.cos(a) / 1.1), a + 0.02 * w, w + 0.02 * turn
        if abs(x) > 2.4 or abs(a) > 0.2095: break
    return step

signal.signal(signal.SIGTERM, lambda *_: globals().update(stopping=True))
if env.get("ARENA_RESUME_FROM"):
    state = json.load(open(os.path.join(env["ARENA_RESUME_FROM"], "state.json")))
    version, words, spare = state.pop("rng")
    rng.setstate((version, tuple(words), spare))
emit("started", trainer={"name": "minimal", "version": "1"}, step=state["step"])
while state["step"] < max_steps and not asked_to_stop():
    tried = [weight + rng.gauss(0, 0.5) for weight in state["weights"]]
    length = play(tried)
    state["step"] += length
    if state["best"] is None or length >= state["best"]: state.update(best=length, weights=tried)
    emit("metrics", step=state["step"], values={"score": state["best"], "episode_length": length})
stopped, done = asked_to_stop(), state["step"] >= max_steps
if stopped:
    halt_id = json.load(open(env["ARENA_STOP_FILE"])).get("halt_id") if os.path.exists(env["ARENA_STOP_FILE"]) else None
    emit("stop_seen", halt_id=halt_id, step=state["step"])
id = save("halt" if stopped else "final")
emit("finished", reason="stopped" if stopped else "completed", step=state["step"], training_complete=done, checkpoint_id=id)
