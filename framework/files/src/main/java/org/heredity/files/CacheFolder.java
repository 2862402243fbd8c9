package org.heredity.files;

import java.nio.file.Path;
import java.util.Map;

/** Where downloads, unpacked archives and content digests are cached between runs. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The cache of the user who runs the program.
   *
   * @return {@code $XDG_CACHE_HOME/heredity}, or {@code ~/.cache/heredity} where that is not set
   */
  public static Path standard() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * The cache of a user. A relative {@code XDG_CACHE_HOME} counts as not set, as the XDG Base
   * Directory Specification demands.
   *
   * @param environment its environment variables
   * @param home its home folder
   * @return the folder, which need not exist
   */
  public static Path of(Map<String, String> environment, Path home) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    boolean usable = !xdg.isEmpty() && Path.of(xdg).isAbsolute();
    return (usable ? Path.of(xdg) : home.resolve(".cache")).resolve("heredity");
  }
}
