package org.heredity.pipeline.crew;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a suite asks of a cluster.
 *
 * @param address of the cluster, as its engine writes it
 * @param store URI of the folder that all machines share
 * @param settings of the engine, by their names there
 * @param version of this program; a store is of one
 * @param worker how a machine does stages
 */
public record CrewRequest(
    String address, String store, Map<String, String> settings, String version, Worker worker) {
  public CrewRequest {
    settings = Map.copyOf(settings);
  }

  /**
   * A process that does stages, one at a time, as it is told on its standard input ({@link Lines}).
   *
   * @param threads that compute in it
   * @param heap bytes of its Java heap
   * @param outside bytes that it takes beside its heap
   * @param options of its Java
   * @param classPath files and folders, which have to be there on every machine
   * @param main class and arguments; a folder of its own is added as {@code --out}
   * @param environment variables that it needs
   */
  public record Worker(
      int threads,
      long heap,
      long outside,
      List<String> options,
      List<String> classPath,
      List<String> main,
      Map<String, String> environment)
      implements Serializable {
    public Worker {
      options = List.copyOf(options);
      classPath = List.copyOf(classPath);
      main = List.copyOf(main);
      environment = Map.copyOf(environment);
    }
  }
}
