package org.heredity.cli.console;

/** What the process ends with. The numbers are part of the interface and do not change. */
public enum ExitCode {
  OK(0, "all is well"),
  INTERNAL(1, "a defect of Heredity, or out of memory; the message names a log file"),
  USAGE(2, "a command, option, setting or name is wrong; nothing was computed"),
  GATE(3, "a figure missed the limit that was demanded, such as --max-dir"),
  DATA(4, "a dataset or image is missing, damaged or inconsistent"),
  CHECKPOINT(5, "a checkpoint is missing, damaged, hostile or of another architecture"),
  IO(6, "a folder is full, read-only or in use by another process, or a cluster cannot be used"),
  PARTIAL(7, "some cells of the suite failed; the others are complete and reported"),
  INTERRUPTED(130, "stopped by Ctrl-C; run the same command again to go on");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** What it means, in a phrase. */
  public String meaning() {
    return meaning;
  }
}
