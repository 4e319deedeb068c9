import socket

host = "10.2.2.2"
port = 8888

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
print(f"Connecté au serveur {host}:{port}")
# sinon recv() attend pour toujours si personne ne répond
s.settimeout(0.5)

try:
    while True:
        msg = input("Vous : ")
        s.sendall(msg.encode())
        try:
            data = s.recv(1024)
        except socket.timeout:
            continue
        print(f"Serveur : {data.decode()}")
except KeyboardInterrupt:
    print("\nAu revoir !")
