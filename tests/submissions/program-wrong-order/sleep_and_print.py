from time import sleep


def compter_deux_fois():
    for i in range(10):
        print(i)
        print(i)
        sleep(0.5)


compter_deux_fois()
