package org.heredity.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What JCommander knows of options. */
final class Options {
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

  /** What stands for its value in help: {@code --image-size N}, {@code --out DIR}. */
  static String placeholder(ParameterDescription parameter) {
    Class<?> type = parameter.getParameterized().getType();
    if (type == int.class || type == Integer.class || type == long.class) {
      return "N";
    }
    if (type == double.class || type == Double.class) {
      return "X";
    }
    if (type.isEnum()) {
      StringBuilder names = new StringBuilder();
      for (Object constant : type.getEnumConstants()) {
        names.append(names.isEmpty() ? "" : "|");
        names.append(constant.toString().toLowerCase(Locale.ROOT));
      }
      return names.toString();
    }
    return switch (parameter.getLongestName()) {
      case "--plugins", "--cache" -> "DIR";
      case "--data", "--path" -> "PATH";
      case "--set" -> "NAME=VALUE";
      case "--checkpoint", "--teacher", "--student", "--floor" -> "FILE";
      case "--out" -> parameter.getDescription().startsWith("Folder") ? "DIR" : "FILE";
      case "--superclass-file" -> "FILE";
      case "--to" -> "FORMAT";
      default -> "NAME";
    };
  }
}
