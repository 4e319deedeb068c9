# pour tester, rien de fini
import chat_server_ii_4
