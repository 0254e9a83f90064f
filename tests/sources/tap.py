"""What the scripts of this folder say of each check: TAP."""
counter = 0


def tell(good, what, why=""):
    global counter
    counter += 1
    print("%sok %d - %s" % ("" if good else "not ", counter, what))
    for line in why.splitlines() if not good else ():
        print("#   " + line)


def end():
    print("1..%d" % counter)
