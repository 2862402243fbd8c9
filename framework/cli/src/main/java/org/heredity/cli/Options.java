package org.heredity.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heredity.api.config.UsageException;

/** What JCommander knows of options. */
final class Options {
  private static final Set<String> SHARES =
      Set.of("--max-dir", "--min-acc", "--max-excess", "--max-white-box");

  private Options() {}

  /** By every name, whether a value follows. */
  static Map<String, Boolean> valued(JCommander commander) {
    Map<String, Boolean> valued = new TreeMap<>();
    for (ParameterDescription parameter : commander.getParameters()) {
      for (String name : parameter.getParameter().names()) {
        valued.put(name, !flag(parameter));
      }
    }
    return valued;
  }

  /** Whether it takes no value. */
  static boolean flag(ParameterDescription parameter) {
    Class<?> type = parameter.getParameterized().getType();
    return type == boolean.class || type == Boolean.class;
  }

  /**
   * Refuses numbers that are none: {@code NaN} is in no range and out of none.
   *
   * @param commander that has parsed a command line
   * @throws UsageException that names the option
   */
  static void requireNumbers(JCommander commander) {
    for (ParameterDescription parameter : commander.getParameters()) {
      Object value = parameter.getParameterized().get(parameter.getObject());
      if (value instanceof Double number && !Double.isFinite(number)) {
        throw new UsageException(
            "option '"
                + parameter.getLongestName()
                + "' expects a finite number, got "
                + number
                + "; write one such as 0.5");
      }
    }
  }

  /** What stands for its value in help: {@code --image-size N}, {@code --out DIR}. */
  static String placeholder(ParameterDescription parameter) {
    Class<?> type = parameter.getParameterized().getType();
    if (type == int.class || type == Integer.class || type == long.class) {
      return "N";
    }
    String name = parameter.getLongestName();
    if (type == double.class || type == Double.class) {
      return SHARES.contains(name) ? "SHARE" : "X";
    }
    if (type.isEnum()) {
      StringBuilder names = new StringBuilder();
      for (Object constant : type.getEnumConstants()) {
        names.append(names.isEmpty() ? "" : "|");
        names.append(constant.toString().toLowerCase(Locale.ROOT));
      }
      return names.toString();
    }
    return switch (name) {
      case "--plugins", "--cache" -> "DIR";
      case "--data", "--path" -> "PATH";
      case "--set" -> "NAME=VALUE";
      case "--bench",
          "--predictions",
          "--checkpoint",
          "--teacher",
          "--student",
          "--floor",
          "--superclass-file" ->
          "FILE";
      case "--out" -> parameter.getDescription().startsWith("Folder") ? "DIR" : "FILE";
      case "--to" -> "dl4j|onnx|safetensors";
      case "--shard" -> "I/N";
      case "--on" -> "MASTER";
      case "--store" -> "URI";
      case "--conf" -> "KEY=VALUE";
      case "--simulate" -> "N,N,...";
      case "--split" -> "test|train";
      case "--protocol" -> "strict|paper";
      case "--classes" -> "NAME,NAME,...";
      default -> "NAME";
    };
  }
}
