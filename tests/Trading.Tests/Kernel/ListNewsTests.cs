using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>News of lists from a seed, in any order, likely or not: nothing breaks, and replay and a state that was read back go on as what ran.</summary>
public sealed class ListNewsTests
{
    private const int Steps = 150;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_news_in_any_order_lead_to_one_state(bool isExecution)
    {
        for (var seed = 0; seed < Tier.Pick(quick: 40, full: 400, nightly: 20_000); seed++)
        {
            try
            {
                new Run(seed, isExecution).Go();
            }
            catch (Exception exception) when (exception is InvariantException or MessageFormatException or InvalidOperationException or ArgumentException)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }
        }
    }

    private sealed class Run
    {
        private readonly int _seed;
        private SplitMix64 _random;
        private readonly KernelOptions _options;
        private readonly Decision _decision = new();
        private readonly List<JournalEntry> _journal = [];
        private readonly List<ClientOrderId> _ids = [];
        private readonly StrategyDefinition _definition = Definitions.Of(new Nothing());
        private readonly bool _isExecution;
        private readonly Kernel _kernel;
        private Kernel? _twin;
        private UnixNanos _now = KernelHarness.Start;
        private string[] _mine = [];
        private string[] _theirs = [];
        private long _trades;
        private decimal _price = 100;
        private readonly Instrument _market = new(KernelHarness.Btc, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m)) { QuantityMin = 0.01m, QuantityMax = 1_000, NotionalMin = 5, NotionalMax = 50_000 };

        public Run(int seed, bool isExecution)
        {
            _seed = seed;
            _random = SplitMix64.Stream((ulong)seed, "news", isExecution ? 1UL : 0);
            _isExecution = isExecution;
            _options = new KernelOptions
            {
                Mode = isExecution ? RunMode.Live : RunMode.Backtest,
                AccountKind = seed % 3 == 0 ? AccountKind.Cash : AccountKind.Margin,
                Leverage = seed % 3 == 0 ? 1 : 10,
                ReportingCurrency = Currency.Parse("USDT"),
                Execution = isExecution ? new ExecutionOptions { ResubmitsByHand = true } : null,
                DefaultFeatures = (seed % 4) switch { 0 => WithoutStops, 1 => VenueFeatures.All with { HasLinkedOrders = false }, _ => VenueFeatures.All },
                ClosedOrdersMax = seed % 5 == 0 ? 3 : 300,
            };
            _kernel = new Kernel(_options);
            Do(new KernelCommand.SetInstrument(_now, _market));
            Do(new KernelCommand.ChangeBalance(_now, new Money(100_000, Currency.Parse("USDT")), BalanceReason.Initial, ""));
            Close();
            if (isExecution)
            {
                Each(kernel => kernel.Decide(new ExecutionInput.Recover(_now), _decision));
                AnswerAll();
            }
            Do(new KernelCommand.StartStrategy(_now, One, _definition, [KernelHarness.Btc], _definition.Read([]), "usr"));
            Do(new KernelCommand.StopStrategy(_now, One, "usr", ""));
        }

        public void Go()
        {
            for (var step = 0; step < Steps; step++)
            {
                _now += TimeSpan.FromMilliseconds(1 + Next(2_000));
                Step();
                AssertTwin();
                if (step % 25 == 24)
                    ReadBack();
            }
        }

        private void AssertTwin() => Assert.True(
            _twin is null || _kernel.State.Hash() == _twin.State.Hash(),
            $"seed {_seed}: here {string.Join(" ; ", _mine)} | of the state that was read {string.Join(" ; ", _theirs)}".ReplaceLineEndings(" "));

        private void ReadBack()
        {
            var writer = new MessageWriter();
            _kernel.State.WriteTo(writer);
            var reader = new MessageReader(writer.Written);
            var read = KernelState.Read(_options, ref reader);
            Assert.Equal(_kernel.State.Hash(), read.Hash());
            var replayed = new KernelState(_options);
            foreach (var entry in _journal)
                replayed.Fold(entry);
            Assert.Equal(_kernel.State.Hash(), replayed.Hash());
            if (_isExecution)
                return;
            _twin = new Kernel(_options, Next(2) == 0 ? read : replayed);
            _twin.Resume(_ => _definition);
            Close();
            AssertTwin();
        }

        private void Step()
        {
            switch (Next(14))
            {
                case 0 or 1 when _ids.Count < 40:
                    Do(new KernelCommand.SubmitList(_now, List()));
                    break;
                case 2:
                    Do(new KernelCommand.Submit(_now, KernelHarness.Request(Next(3) == 0 ? Buy : Sell, Size()) with { Strategy = Who() }));
                    break;
                case 3:
                    Do(new KernelCommand.Submit(_now, Next(2) == 0 ? KernelHarness.Request(Sell, Size(), 101) with { Strategy = Who() } : KernelHarness.Request(Buy, Size(), 99) with { Strategy = Who() }));
                    break;
                case 4:
                    _price = 90 + Next(20);
                    Close();
                    break;
                case 5 when Next(3) == 0:
                    Do(new KernelCommand.SetTradingState(_now, (TradingState)Next(3), "u", ""));
                    break;
                case 5 when Next(2) == 0:
                    Do(Next(3) == 0 ? new KernelCommand.EngageKillSwitch(_now, KillSwitchScope.All, "", "u", "") : new KernelCommand.ReleaseKillSwitch(_now, KillSwitchScope.All, "", "u", "", "r"));
                    break;
                case 5:
                    Do(new KernelCommand.SetTradingState(_now, TradingState.Active, "u", ""));
                    break;
                case 6 when _ids.Count > 0:
                    Do(new KernelCommand.Cancel(_now, Any(), "u", ""));
                    break;
                case 7 when _isExecution:
                    Tick();
                    break;
                default:
                    News();
                    break;
            }
        }

        private void News()
        {
            if (_ids.Count == 0)
                return;
            var id = Any();
            var order = _kernel.State.FindOrder(id);
            switch (Next(12))
            {
                case 0 or 1:
                    Report(new VenueReport.Accepted(_now, id, _now, UpdateSource.Stream, "V" + id.Text[12..19]));
                    break;
                case 2 or 3 or 4 or 5:
                    var most = order is null || order.LeavesQuantity.IsZero ? 0.1m : order.LeavesQuantity.Value;
                    var quantity = Next(3) == 0 ? most : Math.Max(0.001m, Math.Round(most * (1 + Next(10)) / 10, 3));
                    var fee = order is { Terms.Side: Buy } && Next(3) == 0 ? new Money(quantity * 0.001m, Currency.Parse("BTC")) : new Money(quantity * 0.1m, Currency.Parse("USDT"));
                    var trade = Next(10) == 0 && _trades > 0 ? $"T{_trades}" : $"T{++_trades}";
                    Report(new VenueReport.Filled(_now, id, _now, UpdateSource.Stream, trade, "V", _market.ToPrice(_price, GridRounding.Exact), _market.ToQuantity(quantity, GridRounding.Exact), fee, Liquidity.Taker));
                    break;
                case 6 or 7 when order?.RequestedAmend is not null:
                    if (_isExecution)
                        Each(kernel => kernel.Decide(new ExecutionInput.AmendAnswered(_now, id, order.RequestedAmend!.Time, Next(3) switch { 0 => new AmendOutcome.Amended(_now), 1 => new AmendOutcome.Rejected("no"), _ => new AmendOutcome.Unknown("x") }), _decision));
                    else
                        Report(new VenueReport.Changed(_now, id, _now, UpdateSource.Stream, Next(3) == 0 ? OrderEvent.UpdateRejected : OrderEvent.Updated, ""));
                    break;
                case 8 when order is { Status: OrderStatus.Submitted }:
                    if (_isExecution && Next(2) == 0)
                        Each(kernel => kernel.Decide(new ExecutionInput.SubmitAnswered(_now, id, order.Attempt, new SubmitOutcome.Unknown("x")), _decision));
                    else
                        Each(kernel => kernel.Decide(new ExecutionInput.SubmitAnswered(_now, id, order.Attempt, new SubmitOutcome.NotSent("x")), _decision));
                    break;
                case 9 when order is { IsCancelRequested: true }:
                    Report(new VenueReport.Changed(_now, id, _now, UpdateSource.Stream, Next(4) == 0 ? OrderEvent.CancelRejected : OrderEvent.Canceled, ""));
                    break;
                default:
                    var all = new[] { OrderEvent.Canceled, OrderEvent.Rejected, OrderEvent.Expired, OrderEvent.Triggered, OrderEvent.Updated, OrderEvent.UpdateRejected, OrderEvent.CancelRejected, OrderEvent.Canceled };
                    Report(new VenueReport.Changed(_now, id, _now, UpdateSource.Stream, all[Next(all.Length)], "x"));
                    break;
            }
        }

        private void Tick()
        {
            var next = _kernel.NextResolverTime;
            if (next == UnixNanos.MaxValue)
                return;
            if (next > _now)
                _now = next;
            Each(kernel => kernel.Decide(new ExecutionInput.ResolverTick(_now), _decision));
            AnswerAll();
        }

        private void AnswerAll()
        {
            foreach (var effect in _decision.Effects.ToArray())
            {
                if (effect is Effect.Query query)
                {
                    var order = query.Order;
                    OrderAnswer answer = Next(3) == 0 ? new OrderAnswer.NotFound() : new OrderAnswer.Found(At(order), []);
                    Each(kernel => kernel.Decide(new ExecutionInput.OrderAnswered(_now, order.Id, query.Attempt, query.Number, answer), _decision));
                }
                else if (effect is Effect.Reconcile reconcile)
                {
                    var books = new VenueBooks([.. _kernel.State.OpenOrders.Where(order => order.WasPlaced).Select(At)], [], [.. _kernel.State.Portfolio.Balances.Where(balance => balance.Total != 0).Select(balance => new Money(balance.Total, balance.Currency))]);
                    Each(kernel => kernel.Decide(new ExecutionInput.BooksAnswered(_now, reconcile.Venue, reconcile.Number, books), _decision));
                }
            }
        }

        private VenueOrder At(Order order)
        {
            var status = Next(6) switch { 0 => VenueOrderStatus.Canceled, 1 => VenueOrderStatus.Filled, 2 => VenueOrderStatus.Expired, _ => VenueOrderStatus.Open };
            var quantity = Next(5) == 0 ? order.Terms.Quantity : order.Quantity;
            return new(order.Id.Text, "V", order.Terms with { Quantity = quantity, Price = order.Price, TriggerPrice = order.TriggerPrice }, status, order.FilledQuantity, _now);
        }

        private OrderListRequest List()
        {
            var (who, quantity) = (Who(), Size() * 2);
            var isShort = _options.AccountKind == AccountKind.Margin && Next(4) == 0;
            if (isShort)
                return ShortBracket(quantity);
            var half = quantity / 2;
            OrderRequest[] exits = Next(5) switch
            {
                0 => [Stop(half, 88), Stop(half, 86)],
                1 => [Target(half, 112), Stop(quantity, 88)],
                2 => [Target(half, 112), Stop(half, 88)],
                _ => [Target(quantity, 112), Stop(quantity, 88)],
            };
            var isPair = exits[0].Quantity == exits[1].Quantity && exits[0].Quantity == quantity;
            return new OrderListRequest
            {
                Entry = KernelHarness.Request(Buy, quantity, 100) with { Strategy = who },
                Orders = [.. exits.Select(exit => exit with { Strategy = who })],
                Peers = isPair ? (Next(3) == 0 ? Contingency.Oco : Contingency.Ouo) : null,
            };
        }

        private int Next(int bound) => (int)_random.NextBelow((ulong)bound);

        private decimal Size() => (1 + Next(10)) / 10m;

        private StrategyInstanceId Who() => Next(2) == 0 ? One : default;

        private ClientOrderId Any() => Next(3) > 0 && _kernel.State.OpenOrders.Count > 0 ? _kernel.State.OpenOrders[Next(_kernel.State.OpenOrders.Count)].Id : _ids[Next(_ids.Count)];

        private void Close()
        {
            _now += TimeSpan.FromMinutes(1);
            var at = _market.ToPrice(_price, GridRounding.Exact);
            var bar = new Bar(_now - TimeSpan.FromMinutes(1), _now, at, at, at, at, 1);
            Each(kernel => kernel.Decide(new BarClosed(0, bar), _decision));
        }

        private void Do(KernelCommand command) => Each(kernel => kernel.Decide(command, _decision));

        private void Report(VenueReport report) => Each(kernel => kernel.Decide(report, _decision));

        private void Each(Action<Kernel> decide)
        {
            if (_twin is not null)
            {
                _decision.Clear();
                decide(_twin);
                _theirs = [.. _decision.Entries.Select(entry => entry.ToString()!)];
            }
            _decision.Clear();
            decide(_kernel);
            _mine = [.. _decision.Entries.Select(entry => entry.ToString()!)];
            _journal.AddRange(_decision.Entries);
            _ids.AddRange(_decision.Entries.OfType<OrderNew>().Select(made => made.Id));
        }

        private sealed class Nothing : StatelessStrategy;
    }
}
