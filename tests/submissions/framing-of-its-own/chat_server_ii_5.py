import asyncio

host = "10.2.2.2"
port = 8888

JAUNE = "\033[1;33m"
VERT = "\033[32m"
NORMAL = "\033[0m"

global CLIENTS
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    for addr in CLIENTS:
        if addr != sauf:
            CLIENTS[addr]["w"].write(f"{message}\n".encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        message = data.decode()
        if addr in CLIENTS:
            envoyer_a_tous(f"{VERT}{CLIENTS[addr]['pseudo']}{NORMAL} a dit : {message}", sauf=addr)
        elif message.startswith("Hello|"):
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = message.split("|")[1]
            envoyer_a_tous(f"{JAUNE}Annonce : {CLIENTS[addr]['pseudo']} a rejoint la chatroom{NORMAL}")
    CLIENTS.pop(addr, None)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
