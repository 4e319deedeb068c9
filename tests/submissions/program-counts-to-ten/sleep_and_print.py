from time import sleep


def compter():
    for i in range(11):
        print(i)
        sleep(0.5)


compter()
compter()
