package org.heredity.engine.memory;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** What this process holds outside the heap. Thread-safe. */
public final class NativeMemory {
  private static final String COUNTER =
      "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment";
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private NativeMemory() {}

  /**
   * Bytes of arrays and of the engine's buffers that are not closed yet, and of handles that the
   * collector has not freed yet, such as oneDNN's descriptors of 696 bytes.
   */
  public static long held() {
    return Pointer.totalBytes() + arrays();
  }

  /**
   * Bytes of ND4J's arrays that are not closed yet, of which {@code Pointer.totalBytes()} knows the
   * handles only. Counted on processors; elsewhere 0.
   */
  public static long arrays() {
    try {
      Class<?> environment = Class.forName(COUNTER);
      Object instance = environment.getMethod("getInstance").invoke(null);
      Method counter = environment.getMethod("getDeviceCounter", int.class);
      return (long) counter.invoke(instance, 0);
    } catch (ReflectiveOperationException e) {
      return 0;
    }
  }

  /**
   * The most bytes that were resident so far, heap and libraries included; where the system does
   * not say, those that are now.
   */
  public static long peakResident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // Not every system has it.
    }
    return Pointer.physicalBytes();
  }
}
