def compter():
    for i in range(10):
        print(i)


compter()
compter()
