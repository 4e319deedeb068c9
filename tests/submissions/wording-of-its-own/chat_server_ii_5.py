import asyncio
from datetime import datetime

host = "10.2.2.2"
port = 8888

global CLIENTS
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    heure = datetime.now().strftime("%H:%M")
    for addr in CLIENTS:
        if addr != sauf:
            CLIENTS[addr]["w"].write(f"[{heure}] {message}.\n".encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        message = data.decode()
        if addr in CLIENTS:
            envoyer_a_tous(f"{CLIENTS[addr]['pseudo']} a dit : {message}", sauf=addr)
        elif message.startswith("Hello|"):
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = message.split("|")[1]
            envoyer_a_tous(f"Annonce: {CLIENTS[addr]['pseudo']} a rejoint la chatroom")
    CLIENTS.pop(addr, None)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
