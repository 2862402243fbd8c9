package org.heredity.api.report;

import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.result.Reengineering;

/** Writes what re-engineering gave. Implementations are stateless and thread-safe. */
public interface ReengineeringFormat {
  /** Writes its files into {@code directory}, which exists; every file is replaced atomically. */
  void write(Reengineering result, Path directory) throws IOException;
}
