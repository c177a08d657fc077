"""How much of a machine one environment needs while random actions step it as fast as it can."""

import resource
import sys
import time

from .make_environment import make_environment

MAX_STEPS = 1_000_000
WINDOW_SECONDS = 0.25


def profile(request):
    environment = make_environment(request)
    environment.reset(seed=0)
    seconds = request["profile_seconds"]
    started = window_started = time.perf_counter()
    cpu_started = window_cpu = time.process_time()
    steps, peak = 0, 0.0
    while steps < MAX_STEPS and (now := time.perf_counter()) - started < seconds:
        _, _, terminated, truncated, _ = environment.step(environment.action_space.sample())
        steps += 1
        if terminated or truncated:
            environment.reset()
        if now - window_started >= WINDOW_SECONDS:
            cpu = time.process_time()
            peak = max(peak, (cpu - window_cpu) / (now - window_started))
            window_started, window_cpu = now, cpu
    took = time.perf_counter() - started
    average = (time.process_time() - cpu_started) / took
    environment.close()
    return {
        "steps_per_second": round(steps / took, 3),
        "avg_cpu_per_env": round(100 * average, 3),
        "peak_cpu_per_env": round(100 * max(peak, average), 3),
        "memory_per_env_gb": round(_peak_bytes() / 1e9, 6),
    }


def _peak_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
