import socket
import threading

host = "10.2.2.2"
port = 8888


def recevoir():
    while True:
        data = s.recv(1024)
        if data == b"":
            print("\nConnexion fermée par le serveur.")
            return
        print(f"\rServeur : {data.decode()}")


def saisir():
    while True:
        msg = input("Vous : ")
        s.sendall(msg.encode())


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
print(f"Connecté au serveur {host}:{port}")
threading.Thread(target=recevoir, daemon=True).start()
try:
    saisir()
except KeyboardInterrupt:
    print("\nAu revoir !")
