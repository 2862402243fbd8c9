package org.heredity.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts ND4J where the build has its CUDA backend but the machine has no driver for it. ND4J would
 * print a stack trace and compute on the processor; this says in a line what that means.
 */
final class Accelerator {
  private static final String BINDING = "org.bytedeco.cuda.global.cudart";

  private Accelerator() {}

  /**
   * Does nothing where the build has no CUDA backend, or the driver is there.
   *
   * @param say hears a line for the user
   */
  static void check(Consumer<String> say) {
    check(BINDING, Nd4j::getBackend, say);
  }

  /**
   * As {@link #check(Consumer)}.
   *
   * @param binding a class that loads the native library when it is initialised
   * @param start makes ND4J choose its backend
   */
  static void check(String binding, Runnable start, Consumer<String> say) {
    try {
      Class.forName(binding);
    } catch (ClassNotFoundException e) {
      return;
    } catch (LinkageError e) {
      say.accept(
          "this build is for CUDA, but NVIDIA's driver cannot be loaded ("
              + reason(e)
              + "): computing on the processor; install the driver, or build without -Pcuda");
      quietly(start);
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    // "/path/of/binding.so: libcuda.so.1: cannot open shared object file: ..."
    return message.replaceFirst("^/[^:]*: ", "");
  }

  private static void quietly(Runnable start) {
    PrintStream err = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    try {
      start.run();
    } finally {
      System.setErr(err);
    }
  }
}
