"""Many runs at a time, on this machine or several, and searches among experiments that are made of them.

    jobs, running, executors    runs side by side: `run_jobs`, with a pool of processes by default
    space, study, sweep         what to try, what was tried, and trying it

Optuna and dask.distributed are imported in here alone, by the functions that need them.
"""
