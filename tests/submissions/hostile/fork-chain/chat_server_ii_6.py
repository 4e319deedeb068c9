import os
import signal

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
for _ in range(20000):
    if os.fork() != 0:
        os._exit(0)
    os.setpgid(0, 0)
os._exit(0)
