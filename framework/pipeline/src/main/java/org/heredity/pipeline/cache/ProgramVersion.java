package org.heredity.pipeline.cache;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which version of the program this is. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** Such as {@code 1.0.0}; {@code unknown} where it was not packed. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in =
        ProgramVersion.class.getResourceAsStream("/org/heredity/pipeline/version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
