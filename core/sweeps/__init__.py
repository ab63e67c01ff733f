"""Many runs at a time, on this machine or several, and searches among experiments that are made of them.

    jobs, running           runs side by side: `run_jobs`, or `Crew` for who starts jobs as others end
    executors               a pool of processes on this machine: pool_worker, and the switchboard between them
    cluster                 workers of a dask scheduler: cluster_client, cluster_desk, cluster_worker; remote_run and
                            sent_data for what they make and need
    space, varied           what a search tries
    sweep, study, methods   trying it: Optuna decides what comes next and what ends early
    kept, view              the sweeps of a workspace, and one of them at one moment

Optuna and dask.distributed are imported in here alone, by the functions that need them.
"""
