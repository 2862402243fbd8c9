package org.heredity.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a process runs, precise enough to tell from another process of the same place that it has
 * ended. No clock is asked: they may be set.
 *
 * @param machine boot and process namespace where the system tells them, else the host's name
 * @param pid its number there
 * @param start when it started, in the system's own ticks, for numbers are used again; 0 if unknown
 */
record Place(String machine, long pid, long start) {
  private static final int START = 19;

  /** This process. */
  static Place here() {
    long pid = ProcessHandle.current().pid();
    return new Place(thisMachine(), pid, startOf(pid));
  }

  private static String thisMachine() {
    try {
      // Containers of one machine have numbers of their own, and may share a host's name.
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return hostName();
    }
  }

  /** What people call this machine. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** A few characters of the machine, fit for the name of a file. */
  String shortMachine() {
    return Integer.toHexString(machine.hashCode());
  }

  /** Whether {@code other} ran on this machine and does so no more. */
  boolean knowsGone(Place other) {
    if (!machine.equals(other.machine)) {
      return false;
    }
    if (ProcessHandle.of(other.pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return true;
    }
    long now = startOf(other.pid);
    return now < 0 || other.start > 0 && now > 0 && now != other.start;
  }

  /** Ticks from the machine's start to the process's; 0 if unknown, -1 if it has ended. */
  private static long startOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name before it, in parentheses, may have spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? -1 : Long.parseLong(fields[START]);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
