package org.heredity.cli;

import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.report.ReportFormat;
import org.heredity.engine.Architecture;

/** Checks that no two of what plug-ins bring are called the same. */
final class UniqueNames {
  /**
   * Checks.
   *
   * @throws UsageException naming both classes
   */
  @Inject
  UniqueNames(
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks,
      Set<DatasetFormat> datasets,
      Set<ReportFormat> reports,
      Set<Architecture> architectures) {
    check("methods", methods, ReuseMethod::name);
    check("attacks", attacks, Attack::name);
    check("datasets", datasets, DatasetFormat::name);
    check("report formats", reports, ReportFormat::name);
    check("architectures", architectures, Architecture::name);
  }

  private static <T> void check(String what, Collection<T> all, Function<T, String> name) {
    Map<String, T> seen = new HashMap<>();
    for (T one : all) {
      T other = seen.putIfAbsent(name.apply(one), one);
      if (other != null) {
        throw new UsageException(
            "two "
                + what
                + " are called '"
                + name.apply(one)
                + "': "
                + place(other)
                + " and "
                + place(one)
                + "; remove one of the plug-ins");
      }
    }
  }

  private static String place(Object object) {
    var source = object.getClass().getProtectionDomain().getCodeSource();
    return object.getClass().getName()
        + (source == null ? "" : " (" + source.getLocation().getPath() + ")");
  }
}
