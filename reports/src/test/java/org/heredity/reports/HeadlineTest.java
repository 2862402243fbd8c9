package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.heredity.api.result.CellResult;
import org.heredity.reports.text.MethodMean;
import org.junit.jupiter.api.Test;

class HeadlineTest {
  @Test
  void headlinesAreAboutTheEnsembleWhereverItStands() {
    List<CellResult> cells = new ArrayList<>(EnsembleSuite.ungated().cells());
    String ensemble =
        cells.stream().filter(cell -> !cell.members().isEmpty()).findFirst().orElseThrow().attack();
    cells.addAll(SampleSuite.result().cells());
    assertEquals(ensemble, MethodMean.headline(SampleSuite.suite(cells, List.of())));
    Collections.rotate(cells, SampleSuite.result().cells().size());
    assertEquals(ensemble, MethodMean.headline(SampleSuite.suite(cells, List.of())));
    assertEquals("penultimate-pgd", MethodMean.headline(SampleSuite.result()), "the only attack");
    assertEquals("", MethodMean.headline(SampleSuite.suite(List.of(), List.of())));
  }
}
