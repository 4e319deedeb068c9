import asyncio
import logging
import os

# le journal est à côté du README, pas dans le dossier de la partie
os.makedirs("../journaux", exist_ok=True)
logging.basicConfig(
    filename="../journaux/server.log",
    level=logging.INFO,
    format="%(asctime)s %(levelname)s %(message)s",
)

host = "10.2.2.2"
port = 8888


async def handle_packet(reader, writer):
    ip, port = writer.get_extra_info("peername")
    logging.info(f"Connexion de {ip}:{port}")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        ligne = f"Message received from {ip}:{port} : {data.decode()}"
        print(ligne)
        logging.info(ligne)
    logging.info(f"Déconnexion de {ip}:{port}")
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
