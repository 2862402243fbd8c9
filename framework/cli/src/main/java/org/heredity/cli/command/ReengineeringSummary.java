package org.heredity.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.cli.console.Outcome;
import org.heredity.reengineering.ReengineeringRun;

/**
 * Sums a re-engineering up on the console.
 *
 * @param run what was done
 */
record ReengineeringSummary(ReengineeringRun run) {
  private Map<String, Object> row(Reengineering.Problem problem) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("problem", problem.name());
    row.put("accOriginal", problem.accOriginal());
    row.put("accReengineered", problem.accReengineered());
    if (run.scratch()) {
      row.put("accScratch", problem.accScratch());
    }
    row.put("images", problem.images());
    row.put("weights", problem.kept().weights());
    row.put("kept", problem.kept().weightsKept());
    row.put("neurons", problem.kept().neurons());
    row.put("neuronsKept", problem.kept().neuronsKept());
    row.put("kernels", problem.kept().kernels());
    row.put("kernelsKept", problem.kept().kernelsKept());
    row.put("weightsKept", problem.weightsKept());
    row.put("flopsDense", problem.flopsOriginal());
    row.put("flopsSparse", problem.flopsReengineered());
    if (run.time()) {
      row.put("overhead", problem.overhead());
      row.put("speedUp", problem.overhead().speedUp());
    }
    row.put("seconds", problem.seconds());
    row.put("file", run.file(problem.name()).toString());
    row.put("compactFile", run.compactFile(problem.name()).toString());
    row.put("onnxFile", run.onnxFile(problem.name()).toString());
    row.put("curve", problem.curve());
    return row;
  }

  /** What to say of all problems together. */
  Outcome outcome(List<Reengineering.Problem> problems) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %12s %12s %10s %14s %14s",
            "problem",
            "ACC before",
            "ACC after",
            "retained",
            "FLOPs before",
            "FLOPs after"));
    text.append(run.scratch() ? String.format("%13s", "from scratch") : "");
    for (Reengineering.Problem problem : problems) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-16s %11.2f%% %11.2f%% %9.2f%% %13.2fM %13.2fM",
              problem.name(),
              100 * problem.accOriginal(),
              100 * problem.accReengineered(),
              100 * problem.weightsKept(),
              problem.flopsOriginal() / 1e6,
              problem.flopsReengineered() / 1e6));
      text.append(
          run.scratch() ? String.format(Locale.ROOT, "%12.2f%%", 100 * problem.accScratch()) : "");
    }
    problems.stream()
        .filter(problem -> problem.overhead() != null)
        .forEach(problem -> text.append(String.format("%n")).append(cost(problem)));
    text.append(String.format("%nreport: %s", run.out().resolve("index.html")));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problems", problems.stream().map(this::row).toList());
    json.put("meanAccOriginal", mean(problems, Reengineering.Problem::accOriginal));
    json.put("meanAccReengineered", mean(problems, Reengineering.Problem::accReengineered));
    if (run.scratch()) {
      json.put("meanAccScratch", mean(problems, Reengineering.Problem::accScratch));
    }
    json.put("meanWeightsKept", mean(problems, Reengineering.Problem::weightsKept));
    json.put("report", run.out().resolve("index.html").toString());
    return Outcome.ok(json, text.toString());
  }

  private static String cost(Reengineering.Problem problem) {
    Overhead cost = problem.overhead();
    return String.format(
        Locale.ROOT,
        "%s: a batch takes %.2f ms before, %.2f ms masked, %.2f ms compact (%d of %d channels,"
            + " sparse kernels: %d): %.2f times as fast as before",
        problem.name(),
        cost.original(),
        cost.masked(),
        cost.compact(),
        cost.channelsKept(),
        cost.channels(),
        cost.sparse().size(),
        cost.speedUp());
  }

  private static double mean(
      List<Reengineering.Problem> problems, ToDoubleFunction<Reengineering.Problem> share) {
    return problems.stream().mapToDouble(share).average().orElse(Double.NaN);
  }
}
