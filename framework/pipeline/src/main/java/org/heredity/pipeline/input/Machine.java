package org.heredity.pipeline.input;

import java.util.Properties;
import org.heredity.pipeline.cache.ProgramVersion;
import org.nd4j.linalg.factory.Nd4j;

/** Where a run takes place and with what. Immutable. */
public record Machine(
    String heredity, String java, String system, String backend, String processor) {
  /** This machine. */
  public static Machine here() {
    return new Machine(
        ProgramVersion.current(),
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"),
        backendName(),
        processorName());
  }

  private static String backendName() {
    String name = Nd4j.getBackend().getClass().getSimpleName();
    String version = Nd4j.class.getPackage().getImplementationVersion();
    return version == null ? name : name + " " + version;
  }

  private static String processorName() {
    int cores = Runtime.getRuntime().availableProcessors();
    Properties about = Nd4j.getExecutioner().getEnvironmentInformation();
    Object threads = about.get("omp.threads");
    Object vendor = about.get("blas.vendor");
    return cores
        + " cores"
        + (threads == null ? "" : ", " + threads + " threads")
        + (vendor == null ? "" : ", BLAS " + vendor);
  }
}
