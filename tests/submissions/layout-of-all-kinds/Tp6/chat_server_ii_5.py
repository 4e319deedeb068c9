import asyncio
import json

# à lancer depuis la racine du dépôt : python Tp6/chat_server_ii_5.py
with open("./Tp6/config.json", encoding="utf-8") as f:
    config = json.load(f)

global CLIENTS
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    for addr in CLIENTS:
        if addr != sauf:
            CLIENTS[addr]["w"].write(message.encode())


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
            envoyer_a_tous(f"Annonce : {CLIENTS[addr]['pseudo']} a rejoint la chatroom")
    CLIENTS.pop(addr, None)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, config["host"], config["port"])
    print(f"Serving on {config['host']}:{config['port']}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
