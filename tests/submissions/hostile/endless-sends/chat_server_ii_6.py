import os
import socket

s = socket.create_server(("10.2.2.2", 8888))
c, _ = s.accept()
for _ in range(1 << 14):
    try:
        c.sendall(b"x" * (64 << 10))
    except OSError:
        break
os._exit(0)
