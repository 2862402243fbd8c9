package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceleratorTest {
  private final List<String> said = new ArrayList<>();

  /** Loads as CUDA's binding does on a machine without the driver. */
  static final class Driverless {
    static {
      load();
    }

    private static void load() {
      throw new UnsatisfiedLinkError(
          "/cache/libjnicudart.so: libcuda.so.1: cannot open shared object file");
    }
  }

  /** Loads as it does with one. */
  static final class Driven {}

  @Test
  void aMissingDriverIsALineAndNoStackTrace() {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, false, StandardCharsets.UTF_8));
    try {
      Accelerator.check(
          Driverless.class.getName(), () -> System.err.println("java.lang.Error"), said::add);
      System.err.print("after");
    } finally {
      System.setErr(before);
    }
    assertEquals("after", printed.toString(StandardCharsets.UTF_8));
    assertEquals(1, said.size());
    assertTrue(
        said.get(0).contains("(libcuda.so.1: cannot open shared object file): computing on the"),
        said.get(0));
  }

  @Test
  void withoutCudaOrWithADriverNothingIsStarted() {
    Accelerator.check("org.example.NotInTheBuild", () -> fail("started"), said::add);
    Accelerator.check(Driven.class.getName(), () -> fail("started"), said::add);
    Accelerator.check(said::add);
    assertTrue(said.isEmpty(), said.toString());
  }
}
