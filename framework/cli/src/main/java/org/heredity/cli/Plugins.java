package org.heredity.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.config.UsageException;

/**
 * Finds plug-ins: those on the class path, and those in jars of plug-in folders. A plug-in is code
 * that runs with the user's rights; jars come from folders that the user named, or from {@code
 * plugins} beside the launcher, never from a suite.
 */
final class Plugins {
  private Plugins() {}

  /**
   * The folders to look in.
   *
   * @param named on the command line
   * @param environment {@code HEREDITY_PLUGINS} may hold more, separated as the system separates
   *     paths
   * @param home the application's folder, whose {@code plugins} is looked in if it is there; or
   *     null
   * @throws UsageException if a named folder is not there
   */
  static List<Path> folders(List<Path> named, Map<String, String> environment, Path home) {
    List<Path> folders = new ArrayList<>(named);
    for (String text : environment.getOrDefault("HEREDITY_PLUGINS", "").split(File.pathSeparator)) {
      if (!text.isBlank()) {
        folders.add(Path.of(text));
      }
    }
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new UsageException(
            "the plug-in folder '"
                + folder
                + "' is not there; check --plugins and"
                + " HEREDITY_PLUGINS");
      }
    }
    if (home != null && Files.isDirectory(home.resolve("plugins"))) {
      folders.add(home.resolve("plugins"));
    }
    return folders;
  }

  /** A class loader that sees the jars in {@code folders} after Heredity's own classes. */
  static ClassLoader loader(List<Path> folders) {
    List<URL> jars = new ArrayList<>();
    for (Path folder : folders) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
        List<Path> sorted = new ArrayList<>();
        files.forEach(sorted::add);
        sorted.sort(null);
        for (Path jar : sorted) {
          jars.add(url(jar));
        }
      } catch (IOException e) {
        throw new UsageException(
            "the plug-in folder '" + folder + "' cannot be read: " + e.getMessage(), e);
      }
    }
    ClassLoader own = Plugins.class.getClassLoader();
    return jars.isEmpty() ? own : new URLClassLoader(jars.toArray(URL[]::new), own);
  }

  /** All plug-ins that {@code loader} sees. */
  static List<HeredityPlugin> load(ClassLoader loader) {
    List<HeredityPlugin> plugins = new ArrayList<>();
    try {
      ServiceLoader.load(HeredityPlugin.class, loader).forEach(plugins::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new UsageException(
          "a plug-in cannot be loaded: "
              + e.getMessage()
              + (e.getCause() == null ? "" : " (" + e.getCause() + ")")
              + "; remove its jar, or take one made for this version",
          e);
    }
    return plugins;
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException("'" + jar + "' cannot be loaded from: " + e.getMessage(), e);
    }
  }
}
