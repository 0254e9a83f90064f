#!/usr/bin/env python3
"""Runs a command on a terminal of its own and presses keys.

terminal.py [--size ROWSxCOLUMNS] COMMAND ... -- STEP ...

Steps: see TEXT (wait until it is shown), type KEYS (with \\r, \\x03 ...), size RxC,
signal NAME, stopped, going (continue it), mode (say whether keys come one by one),
end (wait for the end, print its status). What was shown goes to the file "shown".
"""
import fcntl, os, pty, select, signal, struct, sys, termios, time

def set_size(fd, text):
    rows, columns = map(int, text.split("x"))
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

arguments = sys.argv[1:]
size = "24x80"
if arguments[0] == "--size":
    size, arguments = arguments[1], arguments[2:]
middle = arguments.index("--")
command, steps = arguments[:middle], arguments[middle + 1:]

master, slave = pty.openpty()
set_size(slave, size)
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in 0, 1, 2:
        os.dup2(slave, fd)
    os.close(master)
    os.execvp(command[0], command)

shown = b""
seen = 0

def read(seconds):
    global shown
    if select.select([master], [], [], seconds)[0]:
        try:
            shown += os.read(master, 65536)
        except OSError:
            pass

def fail(text):
    sys.stdout.write("terminal.py: " + text + "; shown was:\n" + shown[-3000:].decode(errors="replace"))
    os.kill(pid, signal.SIGKILL)
    sys.exit(1)

deadline = 20
while steps:
    step, steps = steps[0], steps[1:]
    if step in ("see", "type", "size", "signal"):
        what, steps = steps[0], steps[1:]
    if step == "see":
        start = time.time()
        while shown.find(what.encode(), seen) < 0:
            if time.time() - start > deadline:
                fail("never saw " + repr(what))
            read(0.1)
        seen = shown.find(what.encode(), seen) + len(what.encode())
    elif step == "type":
        os.write(master, what.encode().decode("unicode_escape").encode("latin-1"))
    elif step == "size":
        set_size(slave, what)
    elif step == "signal":
        os.kill(pid, getattr(signal, "SIG" + what))
    elif step == "stopped":
        print("stopped" if os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1]) else "not stopped")
    elif step == "going":
        os.kill(pid, signal.SIGCONT)
    elif step == "mode":
        print("keys" if not termios.tcgetattr(slave)[3] & termios.ICANON else "lines")
    elif step == "end":
        start = time.time()
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            read(0.02)
            if done:
                break
            if time.time() - start > deadline:
                fail("it did not end")
        while select.select([master], [], [], 0.05)[0]:
            length = len(shown)
            read(0)
            if len(shown) == length:
                break
        print("signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "exit %d" % os.WEXITSTATUS(status))
        print("as before" if termios.tcgetattr(slave) == before else "changed")
open("shown", "wb").write(shown)
