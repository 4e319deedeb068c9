import os
import signal
import socket

s = socket.create_server(("10.2.2.2", 8888))
if os.fork() == 0:
    os.setpgid(0, 0)
    for _ in range(20000):
        os.kill(os.getppid(), signal.SIGSTOP)
        os.kill(0, signal.SIGSTOP)
    os._exit(0)
os.kill(0, signal.SIGSTOP)
