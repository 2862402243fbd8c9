package org.heredity.reports;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.report.ReengineeringFormat;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.report.TablesFormat;
import org.heredity.reports.chart.AccuracyAgainstInheritance;
import org.heredity.reports.chart.AccuracyBars;
import org.heredity.reports.chart.BudgetSweep;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.InheritanceBars;
import org.heredity.reports.chart.LayersRetained;
import org.heredity.reports.chart.RetentionSweep;
import org.heredity.reports.chart.RobustnessBars;
import org.heredity.reports.chart.SearchConvergence;
import org.heredity.reports.html.HtmlReport;
import org.heredity.reports.html.ReengineeringPage;
import org.heredity.reports.html.TablesPage;
import org.heredity.reports.pdf.PdfReport;

/** The formats of reports, and the kinds of figures in them, in the order they are shown. */
public final class ReportsModule extends AbstractModule implements HeredityPlugin {
  @Override
  protected void configure() {
    Multibinder<FigureKind> figures = Multibinder.newSetBinder(binder(), FigureKind.class);
    figures.addBinding().to(RobustnessBars.class);
    figures.addBinding().to(AccuracyBars.class);
    figures.addBinding().to(InheritanceBars.class);
    figures.addBinding().to(AccuracyAgainstInheritance.class);
    figures.addBinding().to(BudgetSweep.class);
    figures.addBinding().to(RetentionSweep.class);
    figures.addBinding().to(SearchConvergence.class);
    figures.addBinding().to(LayersRetained.class);

    Multibinder<ReportFormat> formats = Multibinder.newSetBinder(binder(), ReportFormat.class);
    formats.addBinding().to(JsonReport.class);
    formats.addBinding().to(CsvReport.class);
    formats.addBinding().to(MarkdownReport.class);
    formats.addBinding().to(ChartsReport.class);
    formats.addBinding().to(HtmlReport.class);
    formats.addBinding().to(JunitReport.class);
    formats.addBinding().to(SarifReport.class);
    formats.addBinding().to(PdfReport.class);

    Multibinder.newSetBinder(binder(), ReengineeringFormat.class)
        .addBinding()
        .to(ReengineeringPage.class);

    Multibinder<TablesFormat> tables = Multibinder.newSetBinder(binder(), TablesFormat.class);
    tables.addBinding().to(TablesJson.class);
    tables.addBinding().to(TablesCsv.class);
    tables.addBinding().to(TablesMarkdown.class);
    tables.addBinding().to(TablesPage.class);
  }
}
