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
        print(f"\r{data.decode()}")


def saisir():
    while True:
        msg = input("Vous : ")
        s.sendall(msg.encode())


pseudo = input("Entrez votre pseudo : ")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
s.sendall(f"Hello|{pseudo}".encode())
threading.Thread(target=recevoir, daemon=True).start()
saisir()
