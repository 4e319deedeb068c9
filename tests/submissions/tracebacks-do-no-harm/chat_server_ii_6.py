import asyncio

host = "10.2.2.2"
port = 8888

global CLIENTS
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    for addr in CLIENTS:
        if addr != sauf:
            CLIENTS[addr]["w"].write(message.encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    try:
        while True:
            data = await reader.read(1024)
            if data == b"":
                break
            message = data.decode()
            if addr in CLIENTS:
                envoyer_a_tous(f"{CLIENTS[addr]['pseudo']} a dit : {message}", sauf=addr)
                continue
            if not message.startswith("Hello|"):
                raise ValueError("le premier message doit être Hello|pseudo")
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = message.split("|")[1]
            envoyer_a_tous(f"Annonce : {CLIENTS[addr]['pseudo']} a rejoint la chatroom")
    finally:
        if addr in CLIENTS:
            pseudo = CLIENTS.pop(addr)["pseudo"]
            envoyer_a_tous(f"Annonce : {pseudo} a quitté la chatroom")
        writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    try:
        await asyncio.Event().wait()
    finally:
        server.close()


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("Arrêt du serveur")
